import './base/tokens.css';
import './base/base.css';
import './base/table.css';
import { mount } from 'svelte';
import App from './pages/App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
